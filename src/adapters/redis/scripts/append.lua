--[[
Appends events to a user's stream, with everything that becomes true together with them.

KEYS[1] the user's stream
KEYS[2] the user's snapshot
KEYS[3] the partition's feed
KEYS[4] the user's key
KEYS[5] the claim of an e-mail address, if there is one
ARGV[1] user id
ARGV[2] expected version
ARGV[3] mark of the command
ARGV[4] the state after the last event, for the snapshot
ARGV[5] value of the feed's entry
ARGV[6] the user's key, or nothing
ARGV[7] 'destroys' if the user's key ends here, or nothing
ARGV[8…] for each event: its id, and the rest of its entry's value

Returns {'appended', version, offset} | {'duplicate', version, offset} | {'conflict', version}
  | {'claimed', the claim}

Everything is checked before the first write: a script that fails half-way is not rolled back.
]]
local stream, snapshot, feed, userKey, claim = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local userId, expected, mark = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local firstEvent, valuesPerEvent = 8, 2
local count = (#ARGV - firstEvent + 1) / valuesPerEvent
local target = expected + count
local rememberedCommands, headBytes, markBytes, commandBytes = 8, 5, 16, 17

local function lastVersion()
  local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  return last and tonumber(string.match(last[1], '^%d+')) or 0
end

local function endOfFeed()
  local about = redis.pcall('XINFO', 'STREAM', feed)
  for index = 1, #about, 2 do
    if about[index] == 'last-generated-id' then
      return about[index + 1]
    end
  end
  return '0-0'
end

local function idOf(version)
  return string.format('%d-0', version)
end

local function commandsIn(record)
  local size = (string.byte(record) or 0) * commandBytes
  local isReadable = size <= rememberedCommands * commandBytes and #record >= headBytes + size
  return isReadable and string.sub(record, headBytes + 1, headBytes + size) or ''
end

local function versionOf(command, record)
  local commands = commandsIn(record)
  local version = commands ~= '' and struct.unpack('>I4', record, 2)
  for at = 1, #commands, commandBytes do
    if string.sub(commands, at, at + markBytes - 1) == command then
      return version
    end
    version = version - 1 - string.byte(commands, at + markBytes)
  end
end

local function standsAlready()
  local entries = redis.call('XRANGE', stream, idOf(expected + 1), idOf(target))
  if #entries ~= count then
    return false
  end
  for index, entry in ipairs(entries) do
    local eventId = ARGV[firstEvent + (index - 1) * valuesPerEvent]
    if string.sub(entry[2][2], 1, #eventId) ~= eventId then
      return false
    end
  end
  return true
end

local record = redis.call('GET', snapshot) or ''
local version = lastVersion()

local appendedAlready = versionOf(mark, record) or (version >= target and standsAlready() and target)
if appendedAlready then
  if record ~= '' then
    -- A write, so that whoever waits for replicas after this script waits for the first attempt's writes as well.
    redis.call('SET', snapshot, record)
  end
  return { 'duplicate', appendedAlready, endOfFeed() }
end
if version ~= expected then
  return { 'conflict', version }
end
if claim then
  local owner = redis.call('GET', claim)
  if owner and string.sub(owner, 1, #userId) ~= userId then
    return { 'claimed', owner }
  end
end

if claim then
  redis.call('SET', claim, userId)
end
if ARGV[7] == 'destroys' then
  -- Not deleted: whatever stands here keeps every later key away.
  redis.call('SET', userKey, '')
elseif ARGV[6] ~= '' then
  redis.call('SET', userKey, ARGV[6], 'NX')
end
for index = 1, count do
  local at = firstEvent + (index - 1) * valuesPerEvent
  redis.call('XADD', stream, idOf(expected + index), 'e', ARGV[at] .. ARGV[at + 1])
end
local others = string.sub(commandsIn(record), 1, (rememberedCommands - 1) * commandBytes)
local commands = mark .. string.char(count - 1) .. others
local head = string.char(#commands / commandBytes) .. struct.pack('>I4', target)
redis.call('SET', snapshot, head .. commands .. ARGV[4])
return { 'appended', target, redis.call('XADD', feed, '*', 'e', ARGV[5]) }
