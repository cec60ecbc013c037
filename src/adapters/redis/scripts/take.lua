--[[
Delivers entries of a partition to the holder of its lease: first what was delivered and not acknowledged,
then what is new. A former owner gets nothing, and so takes nothing away.

KEYS[1] the lease
KEYS[2] the partition's feed
KEYS[3] the offset that is applied
KEYS[4] the offset up to which the feed was trimmed
ARGV[1] group
ARGV[2] the lease's value
ARGV[3] the offset up to which the holder was given entries
ARGV[4] how many entries at most

Returns {applied offset, entries}, or nil when the lease is lost, or 'trimmed' when entries that the group was
never given are gone
]]
local lease, feed, applied, trimmed = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group = ARGV[1]

if redis.call('GET', lease) ~= ARGV[2] then
  return false
end

local function read(after)
  return redis.pcall('XREADGROUP', 'GROUP', group, 'owner', 'COUNT', ARGV[4], 'STREAMS', feed, after)
end

--- @include is-behind

local reply = read(ARGV[3])
local failure = reply and reply.err
if failure and string.match(failure, '^NOGROUP') then
  -- Also a group that acknowledged something may be gone: whoever removed it let the feed be trimmed without it.
  local start = redis.call('GET', applied) or '0-0'
  if isBehind(start, redis.call('GET', trimmed) or '0-0') then
    return 'trimmed'
  end
  redis.call('XGROUP', 'CREATE', feed, group, start, 'MKSTREAM')
  reply = read('>')
elseif not failure and (not reply or #reply[1][2] == 0) then
  reply = read('>')
end
if reply and reply.err then
  return reply
end
return { redis.call('GET', applied) or '0-0', reply and reply[1][2] or {} }
