const { matchers } = require("vtlkit/testing");

expect.extend(matchers);
require("./failing.cjs")({ expect, test });
