--[[
Removes signing keys, but never the last one.

KEYS[1] the keys: a hash of them by their ids, each as JSON with its generation (1, if it has none)
ARGV    ids of the keys

Returns how many were removed
]]
local last, highest = '', 0
for _, record in ipairs(redis.call('HVALS', KEYS[1])) do
  local key = cjson.decode(record)
  local generation = key.generation or 1
  if generation > highest then
    last, highest = key.id, generation
  end
end
local removed = 0
for _, id in ipairs(ARGV) do
  if id ~= last then
    removed = removed + redis.call('HDEL', KEYS[1], id)
  end
end
return removed
