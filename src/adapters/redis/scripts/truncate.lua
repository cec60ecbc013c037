--[[
Removes the events of a user's stream below a version.

KEYS[1] the user's stream
KEYS[2] the user's snapshot
ARGV[1] version of the first event to keep

Returns 'truncated' | 'last' when it would take the last event | 'snapshot' when it would take one that the
  snapshot does not hold
]]
local stream, below = KEYS[1], tonumber(ARGV[1])
local rememberedCommands, headBytes = 8, 5

local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
local version = first and tonumber(string.match(first[1], '^%d+')) or 1
if below <= version then
  return 'truncated'
end

local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if not last or below > tonumber(string.match(last[1], '^%d+')) then
  return 'last'
end

local snapshot = redis.call('GET', KEYS[2])
local isReadable = snapshot and #snapshot > headBytes and string.byte(snapshot) <= rememberedCommands
if not isReadable or below > struct.unpack('>I4', snapshot, 2) + 1 then
  return 'snapshot'
end
redis.call('XTRIM', stream, 'MINID', string.format('%d-0', below))
return 'truncated'
