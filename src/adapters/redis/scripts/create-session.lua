--[[
Stores a session with the hash of its refresh token, unless it is there already.

KEYS[1] the session
ARGV[1] when it expires, in milliseconds
ARGV[2…] its fields and values

Returns 1, or 0 when it is there already
]]
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return redis.call('PEXPIREAT', KEYS[1], ARGV[1])
