--[[
Reads how far a group is in a partition's feed, and what the feed holds.

KEYS[1] the partition's feed
KEYS[2] the offset that the group has applied
ARGV[1] group

Returns {applied offset, whether its entry is kept, offset of the first entry, of the last one, how many entries
there are, how many of them the group has not applied or nil where Redis does not know}
]]
local feed, group = KEYS[1], ARGV[1]
local applied = redis.call('GET', KEYS[2]) or '0-0'

local function toTable(list)
  local fields = {}
  for index = 1, #list, 2 do
    fields[list[index]] = list[index + 1]
  end
  return fields
end

local function notApplied()
  for _, list in ipairs(redis.call('XINFO', 'GROUPS', feed)) do
    local about = toTable(list)
    if about['name'] == group then
      return about['lag'] and about['lag'] + about['pending'] or false
    end
  end
  return false
end

if redis.call('EXISTS', feed) == 0 then
  return { applied, 0, '0-0', '0-0', 0, 0 }
end
local about = toTable(redis.call('XINFO', 'STREAM', feed))
local first = about['first-entry']
local isKept = #redis.call('XRANGE', feed, applied, applied)
return { applied, isKept, first and first[1] or '0-0', about['last-generated-id'], about['length'], notApplied() }
