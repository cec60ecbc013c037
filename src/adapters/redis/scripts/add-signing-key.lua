--[[
Adds a signing key behind the last one, unless another one is the last by now.

KEYS[1] the keys: a hash of them by their ids, each as JSON with its generation (1, if it has none)
ARGV[1] id of the key
ARGV[2] the key as JSON, without a generation
ARGV[3] id of the last key, empty for none

Returns all keys
]]
--- @include last-signing-key
if last == ARGV[3] and last ~= ARGV[1] then
  local record = '{"generation":' .. highest + 1 .. ',' .. string.sub(ARGV[2], 2)
  redis.call('HSET', KEYS[1], ARGV[1], record)
end
return redis.call('HVALS', KEYS[1])
