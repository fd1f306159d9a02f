-- What wrk sends:  wrk … -s load.lua URL -- [products=7,8,…] [users=10000]
-- With products: POST, each request invests 1 won in the next of them. Without: GET of the URL.
-- Always as one of many users. The requests are made before the load begins.
local requests, next, threads = {}, 0, 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local products, users = {}, 10000
  for _, arg in ipairs(args) do
    for id in (arg:match("^products=(.+)$") or ""):gmatch("%d+") do
      products[#products + 1] = id
    end
    users = tonumber(arg:match("^users=(%d+)$") or users)
  end
  for i = 1, users do
    local headers = { ["X-USER-ID"] = "user" .. number .. "-" .. i }
    if #products == 0 then
      requests[i] = wrk.format("GET", nil, headers)
    else
      headers["Content-Type"] = "application/json"
      requests[i] = wrk.format("POST", "/api/invest", headers,
        '{"productId":' .. products[i % #products + 1] .. ',"investAmount":1}')
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
