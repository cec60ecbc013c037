--[[
Records what a store is created with, once.

KEYS[1] the store's identity
ARGV[1] number of partitions
ARGV[2] fingerprint of the master key
ARGV[3] format

Returns {partitions, fingerprint, format} as they were recorded at first
]]
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'partitions', ARGV[1], 'keyFingerprint', ARGV[2], 'format', ARGV[3])
end
return redis.call('HMGET', KEYS[1], 'partitions', 'keyFingerprint', 'format')
