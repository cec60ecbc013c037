--[[
Reads the ends of users' streams, their snapshots and the users' keys, as they stand at one instant.

KEYS[1…] for each user: the stream, the snapshot, the key

Returns for each user: id of the last entry or nil, snapshot or nil, key or nil
]]
local reply = {}
for index = 1, #KEYS, 3 do
  local last = redis.call('XREVRANGE', KEYS[index], '+', '-', 'COUNT', 1)[1]
  reply[index] = last and last[1] or false
  reply[index + 1] = redis.call('GET', KEYS[index + 1])
  reply[index + 2] = redis.call('GET', KEYS[index + 2])
end
return reply
