-- Asks the queries of the file named by KB_QUERIES in turn; with KB_FRESH set, each time as another text.
local targets, number = {}, 0
for line in io.lines(os.getenv("KB_QUERIES")) do targets[#targets + 1] = line end
local fresh = os.getenv("KB_FRESH") ~= nil
local start = tonumber(os.getenv("KB_START") or "0")
local headers = { ["Accept"] = os.getenv("KB_ACCEPT") }

function request()
  number = number + 1
  local target = targets[(number - 1) % #targets + 1]
  if fresh then target = target .. "%0A%23" .. start .. "-" .. number end
  return wrk.format("GET", "/" .. os.getenv("KB_PATH") .. "?query=" .. target, headers)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %.6f %.6f\n", summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.duration / 1e6, latency:percentile(99) / 1e6))
end
