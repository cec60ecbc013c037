--[[
Stores a session with the hash of its refresh token.

KEYS[1] the session
ARGV[1] when it expires, in milliseconds
ARGV[2…] its fields and values

Returns 1
]]
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return redis.call('PEXPIREAT', KEYS[1], ARGV[1])
