#!lua name=ukur_v1
-- The server's side of the checkpoint: each function is one atomic step. A released version is never edited; a change
-- is a new version under a new name, so that nodes of two releases work beside each other on one Redis.

-- A checkpoint that came back empty must not pass for one in which nothing has happened yet.
local function is_known(key, mark)
  return mark == '' or redis.call('GET', key) == mark
end

local UNKNOWN = 'UNKNOWNSESSION this checkpoint does not hold the session'

-- KEYS mark; ARGV proposed or ''
local function mark(keys, args)
  if args[1] ~= '' then
    redis.call('SET', keys[1], args[1], 'NX')
  end
  return redis.call('GET', keys[1])
end

-- KEYS attempt, log, attempts, mark; ARGV attempt id, owner, why, feed channel, mark
-- Raises the epoch, tells the feed, gives the epoch and the log.
local function take(keys, args)
  if not is_known(keys[4], args[5]) then
    return redis.error_reply(UNKNOWN)
  end
  redis.call('SADD', keys[3], args[1])
  local epoch = redis.call('HINCRBY', keys[1], 'e', 1)
  redis.call('HSET', keys[1], 'o', args[2])
  redis.call('HSETNX', keys[1], 'c', 0)
  redis.call('PUBLISH', args[4], 'c ' .. args[1] .. ' ' .. epoch .. ' ' .. args[3] .. ' ' .. args[2])
  return {epoch, redis.call('LRANGE', keys[2], 0, -1)}
end

-- The same, while the owner is the owner still; false when somebody else is. Nobody is told: nothing moved.
local function retake(keys, args)
  if redis.call('HGET', keys[1], 'o') ~= args[2] then
    return false
  end
  return {redis.call('HINCRBY', keys[1], 'e', 1), redis.call('LRANGE', keys[2], 0, -1)}
end

-- Whether the attempt is as the caller believes. The log's own length is its sequence number: nothing else has to be
-- written for a plain append.
local function is_as_believed(keys, epoch, seq, closed)
  local is = redis.call('HMGET', keys[1], 'e', 'c')
  return is[1] == epoch and is[2] == closed and redis.call('LLEN', keys[2]) == tonumber(seq)
end

-- One write for all events, as far as Lua's stack goes: an emergency file may bring thousands.
local function push(log, args, first)
  for index = first, #args, 1000 do
    redis.call('RPUSH', log, unpack(args, index, math.min(index + 999, #args)))
  end
end

-- Nothing but the log of an open attempt grows: a single write, so that the file gets neither MULTI nor EXEC.
-- KEYS attempt, log; ARGV epoch, expected seq, events ...
-- 1 when everything was stored, 0 when a condition failed and nothing was.
local function append(keys, args)
  if not is_as_believed(keys, args[1], args[2], '0') then
    return 0
  end
  push(keys[2], args, 3)
  return 1
end

-- The same with whatever else changes.
-- KEYS attempt, log, due, board
-- ARGV attempt id, epoch, expected seq, expected closed, closed, due ('' unchanged, '-' nothing), row or '', feed channel,
--   events ...
local function step(keys, args)
  if not is_as_believed(keys, args[2], args[3], args[4]) then
    return 0
  end
  push(keys[2], args, 9)
  if args[5] ~= args[4] then
    redis.call('HSET', keys[1], 'c', args[5])
  end
  if args[6] == '-' then
    redis.call('ZREM', keys[3], args[1])
  elseif args[6] ~= '' then
    redis.call('ZADD', keys[3], args[6], args[1])
  end
  if args[7] ~= '' then
    redis.call('HSET', keys[4], args[1], args[7])
    redis.call('PUBLISH', args[8], 'r ' .. args[7])
  end
  return 1
end

-- KEYS attempt, log, due; ARGV attempt id, seq
local function settle(keys, args)
  if redis.call('HGET', keys[1], 'c') == '1' and redis.call('LLEN', keys[2]) == tonumber(args[2]) then
    redis.call('ZREM', keys[3], args[1])
  end
  return 1
end

-- KEYS alive, outages, mark; ARGV now, shortest outage in ms, mark
local function beat(keys, args)
  if not is_known(keys[3], args[3]) then
    return redis.error_reply(UNKNOWN)
  end
  local before = tonumber(redis.call('GET', keys[1]))
  local now = tonumber(args[1])
  if before and now - before > tonumber(args[2]) then
    redis.call('RPUSH', keys[2], string.format('%.0f %.0f', before, now))
  end
  if not before or now > before then
    redis.call('SET', keys[1], args[1])
  end
  return redis.call('LRANGE', keys[2], 0, -1)
end

-- A row may come late: its owner was fenced meanwhile, or has closed the attempt.
local function is_newer(before, epoch, version)
  if not before then
    return true
  end
  local row = cjson.decode(before)
  return epoch > row.epoch or (epoch == row.epoch and version > row.version)
end

-- KEYS board; ARGV feed channel, then attempt id, epoch, version and row for each row
local function post(keys, args)
  for index = 2, #args, 4 do
    local before = redis.call('HGET', keys[1], args[index])
    if is_newer(before, tonumber(args[index + 1]), tonumber(args[index + 2])) then
      redis.call('HSET', keys[1], args[index], args[index + 3])
      redis.call('PUBLISH', args[1], 'r ' .. args[index + 3])
    end
  end
  return 1
end

-- KEYS nodes; ARGV node, lease in ms; the time is the server's own, so that nodes need not agree on it
-- Gives the nodes that were here within the lease.
local function here(keys, args)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', keys[1], now, args[1])
  redis.call('ZREMRANGEBYSCORE', keys[1], '-inf', now - 60000)
  return redis.call('ZRANGEBYSCORE', keys[1], now - args[2], '+inf')
end

redis.register_function('ukur_v1_mark', mark)
redis.register_function('ukur_v1_take', take)
redis.register_function('ukur_v1_retake', retake)
redis.register_function('ukur_v1_append', append)
redis.register_function('ukur_v1_step', step)
redis.register_function('ukur_v1_settle', settle)
redis.register_function('ukur_v1_beat', beat)
redis.register_function('ukur_v1_post', post)
redis.register_function('ukur_v1_here', here)
