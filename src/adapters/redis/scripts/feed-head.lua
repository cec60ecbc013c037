--[[
Reads where a partition's feed ends, also when its last entries were trimmed.

KEYS[1] the partition's feed

Returns the offset of the last entry that there was, or nil without any
]]
if redis.call('EXISTS', KEYS[1]) == 0 then
  return false
end
local about = redis.call('XINFO', 'STREAM', KEYS[1])
for index = 1, #about, 2 do
  if about[index] == 'last-generated-id' then
    return about[index + 1]
  end
end
return false
