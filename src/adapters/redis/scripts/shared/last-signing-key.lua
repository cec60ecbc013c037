-- The id of the key that was added last, and its generation; empty and 0 when there is none.
local last, highest = '', 0
for _, record in ipairs(redis.call('HVALS', KEYS[1])) do
  local key = cjson.decode(record)
  local generation = key.generation or 1
  if generation > highest then
    last, highest = key.id, generation
  end
end
