--[[
Reads spans of users' streams with the users' keys, as they stand at one instant.

KEYS[1…] for each span: the stream, the user's key
ARGV[1…] for each span: its first version, its last version, how many entries at most

Returns for each span: its entries, key or nil
]]
local reply = {}
for index = 1, #KEYS / 2 do
  local span = 3 * index
  local first, last = ARGV[span - 2] .. '-0', ARGV[span - 1] .. '-0'
  reply[2 * index - 1] = redis.call('XRANGE', KEYS[2 * index - 1], first, last, 'COUNT', ARGV[span])
  reply[2 * index] = redis.call('GET', KEYS[2 * index])
end
return reply
