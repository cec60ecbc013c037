--[[
Delivers entries of a partition to the holder of its lease: first what was delivered and not acknowledged,
then what is new. A former owner gets nothing, and so takes nothing away.

KEYS[1] the lease
KEYS[2] the partition's feed
KEYS[3] the offset that is applied
ARGV[1] group
ARGV[2] the lease's value
ARGV[3] the offset up to which the holder was given entries
ARGV[4] how many entries at most

Returns {applied offset, entries}, or nil when the lease is lost
]]
if redis.call('GET', KEYS[1]) ~= ARGV[2] then
  return false
end

local function deliver(after)
  local reply = redis.call('XREADGROUP', 'GROUP', ARGV[1], 'owner', 'COUNT', ARGV[4], 'STREAMS', KEYS[2], after)
  return reply and reply[1] and reply[1][2] or {}
end

local entries = deliver(ARGV[3])
if #entries == 0 then
  entries = deliver('>')
end
return { redis.call('GET', KEYS[3]) or '0-0', entries }
