// A Bluesky personal data server with its own directory of identities, both on loopback only.
// Usage: node pds.cjs PDS_PORT PLC_PORT FOLDER ; its packages lie in NODE_PATH.
"use strict";
const net = require("net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  // Both servers name a port only, which would open them to every network.
  if (typeof given[0] === "number" && typeof given[1] !== "string") {
    given.splice(1, 0, "127.0.0.1");
  } else if (given[0] && typeof given[0] === "object" && given[0].port !== undefined) {
    given[0] = { ...given[0], host: "127.0.0.1" };
  }
  return listen.apply(this, given);
};

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const plc = require("@did-plc/server");
const pds = require("@atproto/pds");

const [pdsPort, plcPort, folder] = process.argv.slice(2);
const secret = () => crypto.randomBytes(32).toString("hex");

async function main() {
  const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) });
  await directory.start();
  const blobs = path.join(folder, "blobs");
  fs.mkdirSync(blobs, { recursive: true });
  const env = {
    devMode: true,
    hostname: "localhost",
    port: Number(pdsPort),
    dataDirectory: folder,
    blobstoreDiskLocation: blobs,
    didPlcUrl: `http://127.0.0.1:${plcPort}`,
    serviceHandleDomains: [".test"],
    inviteRequired: false,
    jwtSecret: secret(),
    dpopSecret: secret(),
    adminPassword: secret(),
    repoSigningKeyK256PrivateKeyHex: secret(),
    plcRotationKeyK256PrivateKeyHex: secret(),
    rateLimitsEnabled: false,
    disableSsrfProtection: true,
  };
  const server = await pds.PDS.create(pds.envToCfg(env), pds.envToSecrets(env));
  await server.start();
  console.log("ready");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
