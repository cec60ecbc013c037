--[[
Adds a session to the list of its user's sessions, which lasts as long as the longest of them.

KEYS[1] the list: a sorted set of sessions by when they end at the latest
ARGV[1] the session, by when it began and its id
ARGV[2] when it ends at the latest, in milliseconds
ARGV[3] now, in milliseconds

Returns how many are in the list
]]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local longest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], longest[2])
return redis.call('ZCARD', KEYS[1])
