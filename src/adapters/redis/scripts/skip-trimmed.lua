--[[
Lets the group of a lease begin behind what was trimmed from the feed.

KEYS[1] the lease
KEYS[2] the offset that is applied
KEYS[3] the offset up to which the feed was trimmed
ARGV[1] the lease's value

Returns 1, or 0 when the lease is lost
]]
--- @include is-behind

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
local trimmed = redis.call('GET', KEYS[3]) or '0-0'
if isBehind(redis.call('GET', KEYS[2]) or '0-0', trimmed) then
  redis.call('SET', KEYS[2], trimmed)
end
return 1
