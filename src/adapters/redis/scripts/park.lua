--[[
Sets a user aside for the holder of a lease, or records another failure of one who is set aside already.

KEYS[1] the lease
KEYS[2] the parked users: a hash of '<version> <attempts> <at> <error>' by their ids
KEYS[3] those of them who are to be tried again
ARGV[1] the lease's value
ARGV[2] user id
ARGV[3] version
ARGV[4] when it failed, in milliseconds
ARGV[5] what was wrong
ARGV[6] 1, or 0 when nobody tried: of one who is set aside already only the version is recorded then

Returns 1, or 0 when the lease is lost
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end

local version, attempts = ARGV[3], 0
local failure = ARGV[4] .. ' ' .. ARGV[5]
local parked = redis.call('HGET', KEYS[2], ARGV[2])
if parked then
  local former, count, formerFailure = string.match(parked, '^(%d+) (%d+) (.*)$')
  if tonumber(former) >= tonumber(version) and formerFailure == failure then
    -- The same call again, whose reply was lost.
    return 1
  end
  attempts = tonumber(count)
  if tonumber(former) > tonumber(version) then
    version = former
  end
  if ARGV[6] == '0' then
    redis.call('HSET', KEYS[2], ARGV[2], table.concat({ version, count, formerFailure }, ' '))
    return 1
  end
end
redis.call('SREM', KEYS[3], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], table.concat({ version, attempts + 1, failure }, ' '))
return 1
