// One page for the tests and for the benchmark, which wants to start alone.
if (location.search === "?bench") import("./bench.js");
else import("./page.js");
