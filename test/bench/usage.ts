import { writeFileSync } from 'node:fs';

/** Preloaded into a measured process: writes down, when it ends, how long it ran and the most memory it held. */
process.on('exit', () => {
  const file = process.env['BENCH_USAGE_FILE'];
  if (file === undefined) return;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    file,
    JSON.stringify({
      seconds: performance.now() / 1000,
      cpu: (userCPUTime + systemCPUTime) / 1e6,
      megabytes: (maxRSS * 1024) / 1e6,
    }),
  );
});
