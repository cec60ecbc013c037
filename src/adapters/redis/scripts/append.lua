--[[
Appends events to a user's stream, with everything that becomes true together with them.

KEYS[1] the user's stream
KEYS[2] the user's snapshot
KEYS[3] the partition's feed
KEYS[4] the claim of an e-mail address, if there is one
ARGV[1] user id
ARGV[2] expected version
ARGV[3] the snapshot after the last event
ARGV[4…] for each event: id, type, schema, time, data, metadata

Returns {'appended', version, offset} | {'duplicate', version, offset} | {'conflict', version}
  | {'claimed', user id}

Everything is checked before the first write: a script that fails half-way is not rolled back.
]]
local stream, snapshot, feed, claim = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local userId, expected = ARGV[1], tonumber(ARGV[2])
local firstEvent, valuesPerEvent = 4, 6
local count = (#ARGV - firstEvent + 1) / valuesPerEvent
local target = expected + count

local function lastId(key)
  local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  return last and last[1] or '0-0'
end

local function idOf(version)
  return string.format('%d-0', version)
end

local function standsAlready()
  local entries = redis.call('XRANGE', stream, idOf(expected + 1), idOf(target))
  if #entries ~= count then
    return false
  end
  for index, entry in ipairs(entries) do
    local eventId = entry[2][2]
    if eventId ~= ARGV[firstEvent + (index - 1) * valuesPerEvent] then
      return false
    end
  end
  return true
end

local version = tonumber(string.match(lastId(stream), '^%d+'))
if version ~= expected then
  if version >= target and standsAlready() then
    return { 'duplicate', target, lastId(feed) }
  end
  return { 'conflict', version }
end

if claim then
  local owner = redis.call('GET', claim)
  if owner and owner ~= userId then
    return { 'claimed', owner }
  end
  redis.call('SET', claim, userId)
end

for index = 1, count do
  local at = firstEvent + (index - 1) * valuesPerEvent
  redis.call('XADD', stream, idOf(expected + index),
    'i', ARGV[at], 't', ARGV[at + 1], 'v', ARGV[at + 2], 'a', ARGV[at + 3], 'd', ARGV[at + 4], 'm', ARGV[at + 5])
end
redis.call('SET', snapshot, ARGV[3])
local offset = redis.call('XADD', feed, '*', 'userId', userId, 'version', target, 'count', count)
return { 'appended', target, offset }
