--[[
Stores the first signing key unless there is one.

KEYS[1] the keys: a hash of them by their ids
ARGV[1] id of the first key
ARGV[2] the first key

Returns all keys
]]
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return redis.call('HVALS', KEYS[1])
