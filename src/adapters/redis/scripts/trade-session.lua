--[[
Replaces a session's refresh token by its successor, if it is the present one of a live session. Run again, it
tells of what it did before.

KEYS[1] the session: 'expiresAt endsAt lastUsedAt generation hash …'
ARGV[1] hash of the token that is presented
ARGV[2] its generation
ARGV[3] hash of its successor
ARGV[4] now, in milliseconds
ARGV[5] when the session expires from now on
ARGV[6] for how long after its use a token is answered again, in milliseconds

Returns {'rotated' | 'repeated' | 'reused', the record afterwards}, or {'unknown'}
]]
local record = redis.call('GET', KEYS[1]) or ''
local expiresAt, endsAt, usedAt, generation, hash, about =
  string.match(record, '^(%d+) (%d+) (%d+) (%d+) (%x+) (.*)$')
local now = tonumber(ARGV[4])
if not expiresAt or tonumber(expiresAt) <= now then
  return { 'unknown' }
end
local ahead = tonumber(generation) - tonumber(ARGV[2])
if ahead == 0 and hash == ARGV[1] then
  local nextExpiry = tonumber(ARGV[5]) < tonumber(endsAt) and ARGV[5] or endsAt
  record = string.format('%s %s %s %d %s %s', nextExpiry, endsAt, ARGV[4], generation + 1, ARGV[3], about)
  redis.call('SET', KEYS[1], record, 'PXAT', nextExpiry)
  return { 'rotated', record }
end
if ahead <= 0 then
  return { 'unknown' }
end
if ahead == 1 and hash == ARGV[3] and now - tonumber(usedAt) <= tonumber(ARGV[6]) then
  return { 'repeated', record }
end
return { 'reused', record }
