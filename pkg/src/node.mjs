// Everything for Node, in its parts.
export * as api from "./api-node.mjs";
export * as index from "./index-node.mjs";
export * as schema from "./schema-node.mjs";
export * as testing from "./testing-node.mjs";
