-- What wrk sends:  wrk … -s load.lua URL -- [products=7,8,… | items=7,8,… lines=1] [users=10000]
-- With products: POST, each request invests 1 won in the next of them. With items: POST, each
-- request orders and pays one of each of so many of them, the next. Without: GET of the URL.
-- Always as one of many users. The requests are made before the load begins.
local requests, next, threads = {}, 0, 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local function ids(list)
  local all = {}
  for id in (list or ""):gmatch("%d+") do
    all[#all + 1] = id
  end
  return all
end

local function order(items, lines, i)
  local wishes = {}
  for line = 1, lines do
    local at = (i + (line - 1) * math.floor(#items / lines)) % #items + 1
    wishes[line] = '{"itemId":' .. items[at] .. ',"quantity":1}'
  end
  return '{"items":[' .. table.concat(wishes, ",") .. '],"payNow":true}'
end

function init(args)
  local products, items, lines, users = {}, {}, 1, 10000
  for _, arg in ipairs(args) do
    local name, value = arg:match("^(%l+)=(.*)$")
    if name == "products" then
      products = ids(value)
    elseif name == "items" then
      items = ids(value)
    elseif name == "lines" then
      lines = tonumber(value)
    elseif name == "users" then
      users = tonumber(value)
    end
  end
  for i = 1, users do
    local headers = { ["X-USER-ID"] = "user" .. number .. "-" .. i }
    if #products == 0 and #items == 0 then
      requests[i] = wrk.format("GET", nil, headers)
    else
      headers["Content-Type"] = "application/json"
      if #items > 0 then
        requests[i] = wrk.format("POST", "/api/order", headers, order(items, lines, i))
      else
        requests[i] = wrk.format("POST", "/api/invest", headers,
          '{"productId":' .. products[i % #products + 1] .. ',"investAmount":1}')
      end
    end
  end
end

function request()
  next = next % #requests + 1
  return requests[next]
end

-- For the harness; times in microseconds.
function done(summary, latency)
  io.write(string.format(
    "FIGURES requests=%d micros=%d p50=%d p99=%d max=%d connect=%d read=%d write=%d timeout=%d status=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout,
    summary.errors.status))
end
