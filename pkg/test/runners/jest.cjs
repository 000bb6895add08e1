const { matchers } = require("vtlkit/testing");

require("./cases.cjs")({ expect, test, matchers });
