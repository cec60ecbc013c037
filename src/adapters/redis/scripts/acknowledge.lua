--[[
Records for the holder of a lease that everything up to an offset is applied.

KEYS[1] the lease
KEYS[2] the partition's feed
KEYS[3] the offset that is applied
ARGV[1] group
ARGV[2] the lease's value
ARGV[3] offset

Returns 1, or 0 when the lease is lost
]]
local pageSize = 1000

--- @include is-behind

if redis.call('GET', KEYS[1]) ~= ARGV[2] then
  return 0
end

repeat
  local pending = redis.pcall('XPENDING', KEYS[2], ARGV[1], '-', ARGV[3], pageSize)
  if pending.err and not string.match(pending.err, '^NOGROUP') then
    return pending
  end
  local ids = {}
  for index, entry in ipairs(pending) do
    ids[index] = entry[1]
  end
  if #ids > 0 then
    redis.call('XACK', KEYS[2], ARGV[1], unpack(ids))
  end
until #pending < pageSize

if isBehind(redis.call('GET', KEYS[3]) or '0-0', ARGV[3]) then
  redis.call('SET', KEYS[3], ARGV[3])
end
return 1
