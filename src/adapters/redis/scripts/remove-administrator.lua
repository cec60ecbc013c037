--[[
Notes that somebody is about to be no administrator any more, unless nobody else is one. What is known of a later version
stays. It writes also what is noted already, so that who waits for replicas waits for that.

KEYS[1] the administrators: a hash by user id of 'version isOne', the latter 1 or 0
ARGV[1] id of the user
ARGV[2] the version of which it was decided

Returns 1, or 0 when nobody else is one
]]
local record, isOvertaken, isAnybodyElse = ARGV[2] .. ' 0', false, false
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local version, isOne = string.match(all[i + 1], '^(%d+) ([01])$')
  if all[i] ~= ARGV[1] then
    isAnybodyElse = isAnybodyElse or isOne == '1'
  elseif tonumber(version) > tonumber(ARGV[2]) then
    record, isOvertaken = all[i + 1], true
  end
end
if not isAnybodyElse and not isOvertaken then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], record)
return 1
