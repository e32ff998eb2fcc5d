/** A worker, which browsers leave its beat: they slow down the timers of pages that are not seen. */
setInterval(() => postMessage("beat"), 5_000);
