--[[
Removes entries of a partition's feed that are old and that every group has acknowledged.

KEYS[1] the partition's feed
KEYS[2] the offset up to which it was trimmed
KEYS[3…] the offset that each group has applied
ARGV[1] only entries older than this, in milliseconds
ARGV[2…] the groups, in the order of KEYS[3…]

Returns the groups that the feed knows and that were not given: nothing is removed before they are
]]
local feed, trimmed = KEYS[1], KEYS[2]
local given = {}
for index = 2, #ARGV do
  given[ARGV[index]] = true
end

local function lastUpTo(offset)
  local entry = redis.call('XREVRANGE', feed, offset, '-', 'COUNT', 1)[1]
  return entry and entry[1]
end

local function unknownGroups()
  local names = {}
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', feed)) do
    for index = 1, #group, 2 do
      if group[index] == 'name' and not given[group[index + 1]] then
        names[#names + 1] = group[index + 1]
      end
    end
  end
  return names
end

if redis.call('EXISTS', feed) == 0 then
  return {}
end
local unknown = unknownGroups()
if #unknown > 0 then
  return unknown
end

-- The last entry that may go: of the old ones, then of those that the first group applied, and so on.
local last = lastUpTo('(' .. ARGV[1] .. '-0')
for index = 3, #KEYS do
  local applied = redis.call('GET', KEYS[index])
  if not applied or not last then
    return {}
  end
  -- What stands between them is empty when the group is ahead.
  if #redis.call('XRANGE', feed, '(' .. applied, last, 'COUNT', 1) > 0 then
    last = lastUpTo(applied)
  end
end
if not last then
  return {}
end

local kept = redis.call('XRANGE', feed, '(' .. last, '+', 'COUNT', 1)[1]
if kept then
  redis.call('XTRIM', feed, 'MINID', '=', kept[1])
else
  redis.call('XTRIM', feed, 'MAXLEN', '=', 0)
end
redis.call('SET', trimmed, last)
return {}
