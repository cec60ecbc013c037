--[[
Removes signing keys, but never the last one.

KEYS[1] the keys: a hash of them by their ids, each as JSON with its generation (1, if it has none)
ARGV    ids of the keys

Returns how many were removed
]]
--- @include last-signing-key
local removed = 0
for _, id in ipairs(ARGV) do
  if id ~= last then
    removed = removed + redis.call('HDEL', KEYS[1], id)
  end
end
return removed
