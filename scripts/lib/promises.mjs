/**
 * What OTA Lookout promises to hold. Each is proved by tests that print `T1: …` and, for the check itself, `T1 control: …`;
 * what no test proves is said in `gap`, what is proved in a weaker form in `weaker`, and RELIABILITY.md repeats both.
 */
export const SECTIONS = [
  {
    title: 'Truth under faults',
    promises: [
      { id: 'T1', fault: '500, 503, 429, reset, stalled body, half a JSON, a web page with 200, InternalError, late and double answers: over a quarter of all calls', holds: 'no wrong or blank status, no device lost; all is true within two sweeps of the last fault', weaker: '4,000 calls of one seed in the every-day run, in process, and 400 in the browser; 10,000 of five in the soak' },
      { id: 'T2', fault: 'answers that stall in mid-body', holds: 'slots are free soon after the time-out, and the pace returns' },
      { id: 'T3', fault: 'malformed answers with HTTP 200', holds: 'no exception, no invented status; the old status stays, with the reason' },
      { id: 'T4', fault: 'late and re-ordered answers, devices removed and added meanwhile', holds: 'no older answer is applied', weaker: '2,000 interleavings in the every-day run, 10,000 in the soak' },
      { id: 'T5', fault: 'every status number, documented or not', holds: 'the mapping is exact, an unknown one is never green or done, the tabs sum to the fleet' },
      { id: 'T6', fault: 'data that grows old', holds: 'each status has its age, looks old when it is, and “up to date” is said only when true' },
    ],
  },
  {
    title: 'Load and pace',
    promises: [
      { id: 'L1', fault: 'HTTP 429 and RequestLimitExceeded, with Retry-After in seconds or as a date', holds: 'no call inside the window; the whole engine waits' },
      { id: 'L2', fault: 'the cloud’s capacity falls from 400 to 60 calls a second, and returns', holds: 'at most 10 % rejected, at least 60 % of the ideal done' },
      { id: 'L3', fault: 'a ten-minute outage, 10,000 devices', holds: 'at most one probe in 5 s; the return is spread out' },
      { id: 'L4', fault: 'HTTP/1.1 and three tabs', holds: 'at most 6 calls in flight, no false time-out' },
      { id: 'L5', fault: 'five tabs', holds: 'one poller; closing a tab changes nothing' },
      { id: 'L6', fault: 'a hidden tab', holds: 'a sweep takes at most 1.2 times as long as in front', weaker: 'in Chromium’s headless mode with its throttling on, 12 s in the every-day run; three minutes in the soak' },
      { id: 'L7', fault: 'sleep, a frozen page, a clock set by a day', holds: 'ages stay right, none is negative, and the first sweep is spread out', weaker: 'frozen for 10 s in the every-day run, 15 s in the soak' },
    ],
  },
  {
    title: 'Secrets and input',
    promises: [
      { id: 'S1', fault: 'somebody reads the browser’s profile, after an exit or a kill', holds: 'the token is in no file' },
      { id: 'S2', fault: 'a session full of errors', holds: 'the token is in no address, page, log, export, store, error or message to the page' },
      { id: 'S3', fault: 'InvalidAccessToken in mid-sweep', holds: 'locked within a second, token gone, list and statuses kept, nothing asked until there is a new one', weaker: 'in the browser up to 7 calls and 2.5 s are let pass, for a busy machine; the line says what was seen' },
      { id: 'S4', fault: 'scripts in names, versions, errors and files', holds: 'none runs, none becomes an element', weaker: 'two of three payloads of each sort in the every-day run, all 165 in the soak' },
      { id: 'S5', fault: 'the strict content policy, with Trusted Types', holds: 'every screen and dialog works and looks the same, none of it is refused' },
      { id: 'S6', fault: 'lists in any encoding and shape, hostile and huge ones', holds: 'no wrong name; refused or taken whole, with an exact report' },
      { id: 'S7', fault: 'exports opened in a spreadsheet', holds: 'no cell runs; read again they give the same list' },
    ],
  },
  {
    title: 'Durability',
    promises: [
      { id: 'D1', fault: 'kill -9 while the list is edited', holds: 'no acknowledged edit is lost, no list torn' },
      { id: 'D2', fault: 'a database that is full, blocked, absent, damaged or of a newer version', holds: 'the list stays, a notice, work goes on in memory', weaker: 'a full disk is a small file system; the browser’s own quota cannot be lowered for IndexedDB by its tools' },
      { id: 'D3', fault: 'migration with an old tab open', holds: 'no device lost, no long wait' },
      { id: 'D4', fault: 'a long shift: updates and dialogs without end', holds: 'elements, listeners and memory do not grow', weaker: 'the page is weighed, not the engine’s worker; the limit holds for each 100,000 updates begun, as a short run has little to divide by what the browser learns of its own; 4,000 rows in the every-day run, 10,000 and 500 dialogs in the soak' },
      { id: 'D5', fault: 'a deployment under an open tab; exceptions anywhere', holds: 'offers to reload and goes on polling; alive, and no message has the token', weaker: 'exceptions are thrown by functions of the browser, on a Worker instead of a SharedWorker; points that are not reached count as survived' },
    ],
  },
  {
    title: 'Proxy and deployment',
    promises: [
      { id: 'P1', fault: 'attack requests at nginx', holds: 'none reaches the cloud, which sees only known headers and fields' },
      { id: 'P2', fault: 'a cloud with a wrong, self-signed or expired certificate', holds: '502, and no byte of the body is sent' },
      { id: 'P3', fault: 'somebody reads nginx’s logs', holds: 'no token, whatever went wrong' },
      { id: 'P4', fault: 'any answer of nginx', holds: 'all headers, on errors too; only found, hashed files are kept for good' },
      { id: 'P5', fault: 'the bundle', holds: 'no token, source map or eval; complete lock; the same bits from every build', weaker: 'the controls are planted in a map of files, not in a third build' },
    ],
  },
]
