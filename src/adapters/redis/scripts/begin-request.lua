--[[
Records a request, unless it is remembered.

KEYS[1] the record: a hash
ARGV[1] what was sealed
ARGV[2] now, in milliseconds
ARGV[3] when the record expires, in milliseconds

Returns {sealed, begunAt, reply or nil} of the record that stands
]]
local expiresAt = redis.call('HGET', KEYS[1], 'expiresAt')
if not expiresAt or tonumber(expiresAt) <= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'sealed', ARGV[1], 'begunAt', ARGV[2], 'expiresAt', ARGV[3])
  redis.call('PEXPIREAT', KEYS[1], ARGV[3])
  return { ARGV[1], ARGV[2], false }
end
return redis.call('HMGET', KEYS[1], 'sealed', 'begunAt', 'reply')
