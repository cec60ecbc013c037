--[[
Replaces a session's refresh token by its successor, if it is the present one of a live session.

KEYS[1] the session
ARGV[1] hash of the present token
ARGV[2] hash of its successor
ARGV[3] now, in milliseconds
ARGV[4…] the fields to return

Returns the values of these fields afterwards, or nil
]]
local present = redis.call('HMGET', KEYS[1], 'refreshTokenHash', 'expiresAt')
if present[1] ~= ARGV[1] or tonumber(present[2]) <= tonumber(ARGV[3]) then
  return false
end
redis.call('HSET', KEYS[1], 'refreshTokenHash', ARGV[2], 'lastUsedAt', ARGV[3])
return redis.call('HMGET', KEYS[1], unpack(ARGV, 4))
