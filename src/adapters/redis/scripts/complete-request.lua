--[[
Records the reply of a request that is remembered, unless it has one.

KEYS[1] the record: a hash
ARGV[1] the reply
ARGV[2] now, in milliseconds

Returns the reply that stands, which is the given one without a record
]]
local record = redis.call('HMGET', KEYS[1], 'expiresAt', 'reply')
if not record[1] or tonumber(record[1]) <= tonumber(ARGV[2]) then
  return ARGV[1]
end
if record[2] then
  return record[2]
end
redis.call('HSET', KEYS[1], 'reply', ARGV[1])
return ARGV[1]
