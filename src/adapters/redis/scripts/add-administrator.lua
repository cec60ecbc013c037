--[[
Notes that somebody was an administrator at a version, unless as much is known of that version or a later one.

KEYS[1] the administrators: a hash by user id of 'version isOne', the latter 1 or 0
ARGV[1] id of the user
ARGV[2] the version

Returns whether it is noted, as 1 or 0
]]
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and tonumber(string.match(known, '^%d+')) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' 1')
return 1
