// Everything for Node, in its parts.
export * as index from "./index-node.mjs";
