--[[
Puts one claim of an e-mail address in the place of another, if that is what stands there.

KEYS[1] the claim
ARGV[1] the present claim, or nothing for none
ARGV[2] the next claim, or nothing for none

Returns 1 when the next claim stands there now, whoever put it there, or 0

Either way that answers 1 is a write, so that whoever waits for replicas after this script waits for the first attempt's
writes as well.
]]
local claim, present, next = KEYS[1], ARGV[1], ARGV[2]
local standing = redis.call('GET', claim) or ''

if standing ~= present and standing ~= next then
  return 0
end
redis.call('SET', claim, next)
if next == '' then
  redis.call('DEL', claim)
end
return 1
