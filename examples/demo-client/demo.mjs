// SPDX-License-Identifier: Apache-2.0
// The demo from nothing to a connected client: builds, starts Keycloak and an MCP server, registers the one with the
// other, and lets an application connect. The script `demo` in the root folder starts it.
import { copyFile, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "node-html-parser";
import { DemoFailure } from "./lib/demo-failure.mjs";
import { KeycloakAdmin } from "./lib/keycloak-admin.mjs";
import { Processes } from "./lib/processes.mjs";
import { during } from "./lib/progress.mjs";
import { SDK_NAMES } from "./lib/sdk.mjs";

const USAGE = `Usage: ./demo [--once] [--clean] [--sdk ${SDK_NAMES.join("|")}]

  --once    end when the client has been connected once, with its exit code
  --clean   forget what earlier runs left in Keycloak
  --sdk     which generation of the official TypeScript SDK connects (v2)

Environment: KEYCLOAK_PORT (8080), DEMO_SERVER_PORT (8090), DEMO_SERVER_INITIAL_SCOPES (see examples/demo-mcp-server)`;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORK = join(ROOT, ".demo");
const HERE = join(ROOT, "examples", "demo-client");
const REALM = "demo";
const ADMIN = { username: "admin", password: "admin" };
const KEYCLOAK_START_SECONDS = 300;
const SERVER_START_SECONDS = 60;

const processes = new Processes();

async function demo({ once, clean, sdk }) {
  const keycloakPort = await freePort("KEYCLOAK_PORT", 8080, "Keycloak");
  const serverPort = await freePort("DEMO_SERVER_PORT", 8090, "the demo MCP server");
  if (keycloakPort === serverPort) {
    throw new DemoFailure(
      `KEYCLOAK_PORT and DEMO_SERVER_PORT are both ${serverPort}; set one of them to another port.`,
    );
  }
  const keycloakUrl = `http://localhost:${keycloakPort}`;
  const resource = `http://localhost:${serverPort}/mcp`;
  await mkdir(WORK, { recursive: true });

  const { project, keycloak } = await versions();
  await during("Building the JAR and the demo MCP server", build);
  const home = await unpackedKeycloak(keycloak);
  await prepare(home, project, clean);
  const keycloakServer = await during(`Starting Keycloak ${keycloak} (log: .demo/keycloak.log)`, () =>
    startKeycloak(home, keycloakPort),
  );

  const server = await new KeycloakAdmin(keycloakUrl, ADMIN.username, ADMIN.password).registerServer(REALM, {
    name: "Demo tools",
    description: "Echo, sums, and the prices of invented stocks.",
    resource_uri: resource,
    scopes_supported: ["mcp:tools", "stocks:read"],
  });
  console.log(`Registered ${resource} in the realm ${REALM} as ${server.server_id}.`);
  const mcpServer = await startServer(
    project,
    serverPort,
    resource,
    `${keycloakUrl}/realms/${REALM}`,
    server.discovery.protected_resource_metadata,
  );

  const connect = [
    join(HERE, "connect.mjs"),
    "--server",
    resource,
    "--username",
    "alice",
    "--password",
    "alice",
    "--sdk",
    sdk,
  ];
  const code = await processes.run("The demo client", [process.execPath, ...connect]);
  if (once || code !== 0) {
    return code;
  }
  console.log(invitation({ keycloakUrl, resource, server }));
  const ended = await Promise.race([
    keycloakServer.exit.then(() => "Keycloak has ended; its log is .demo/keycloak.log."),
    mcpServer.exit.then(() => "The demo MCP server has ended; its log is .demo/demo-server.log."),
  ]);
  throw new DemoFailure(ended);
}

/** The port that a variable or its default names, if nobody uses it. */
async function freePort(variable, preferred, user) {
  const given = process.env[variable] ?? String(preferred);
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new DemoFailure(`Set ${variable} to a port between 1 and 65535 instead of "${given}".`);
  }
  for (const address of [undefined, "127.0.0.1"]) {
    if (!(await canListen(port, address))) {
      throw new DemoFailure(
        `Port ${port} for ${user} is in use; end what uses it, or set ${variable} to another port.`,
      );
    }
  }
  return port;
}

function canListen(port, address) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, address, () => probe.close(() => resolve(true)));
  });
}

/** This project's version and Keycloak's, from the one place where they are written down. */
async function versions() {
  const pom = parse(await readFile(join(ROOT, "pom.xml"), "utf8"));
  return {
    project: pom.querySelector("project > version").text,
    keycloak: pom.querySelector("properties > keycloak\\.version").text,
  };
}

async function build() {
  const modules = "mcp-resource-spi,examples/demo-mcp-server";
  const quick = ["-DskipTests", "-Dspotless.check.skip=true", "-Dcheckstyle.skip=true"];
  await processes.runWell("The build", ["mvn", "-ntp", "-q", "-B", ...quick, "package", "-pl", modules, "-am"], {
    cwd: ROOT,
    log: join(WORK, "build.log"),
  });
}

/** Where Keycloak is; taken from Maven's repositories the first time. */
async function unpackedKeycloak(version) {
  const home = join(WORK, `keycloak-${version}`);
  if (!existsSync(home)) {
    // Moved to its place when it is complete, so that an interrupted start leaves nothing that looks like Keycloak.
    const unpacking = join(WORK, "unpacking");
    await rm(unpacking, { recursive: true, force: true });
    const goal = [
      "dependency:unpack",
      `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`,
      `-DoutputDirectory=${unpacking}`,
      // Maven remembers what it has unpacked, but not where: without this it may say that all is done.
      "-Dmdep.overWriteReleases=true",
    ];
    await during(`Fetching Keycloak ${version} (some 170 MB the first time)`, () =>
      processes.runWell("Fetching Keycloak", ["mvn", "-ntp", "-q", "-B", "-N", ...goal], {
        cwd: ROOT,
        log: join(WORK, "fetch.log"),
      }),
    );
    await rename(join(unpacking, `keycloak-${version}`), home);
    await rm(unpacking, { recursive: true });
  }
  return home;
}

async function prepare(home, project, clean) {
  const providers = join(home, "providers");
  const jar = `keycloak-mcp-authorization-${project}.jar`;
  for (const old of await readdir(providers)) {
    if (old.startsWith("keycloak-mcp-authorization-") && old !== jar) {
      await rm(join(providers, old));
    }
  }
  await copyIfChanged(join(ROOT, "mcp-resource-spi", "target", jar), join(providers, jar));
  if (clean) {
    await rm(join(home, "data"), { recursive: true, force: true });
  }
  const imports = join(home, "data", "import");
  await mkdir(imports, { recursive: true });
  await copyFile(join(HERE, "demo-realm.json"), join(imports, "demo-realm.json"));
}

/** Keycloak rebuilds itself when the date of a provider changes, which takes it as long as starting does. */
async function copyIfChanged(from, to) {
  if (!existsSync(to) || !(await readFile(from)).equals(await readFile(to))) {
    await copyFile(from, to);
  }
}

async function startKeycloak(home, port) {
  // Keycloak reads KC_ variables; those of the caller are meant for another Keycloak.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KC_")));
  Object.assign(env, { KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username, KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password });
  const url = `http://localhost:${port}`;
  return await processes.runUntilReady(
    "Keycloak",
    [
      join(home, "bin", "kc.sh"),
      "start-dev",
      "--import-realm",
      // The password is admin: this is for this machine only.
      "--http-host=127.0.0.1",
      `--http-port=${port}`,
      `--hostname=${url}`,
    ],
    { env, log: join(WORK, "keycloak.log") },
    () => answers(`${url}/realms/${REALM}`, 200),
    KEYCLOAK_START_SECONDS,
  );
}

async function startServer(project, port, resource, issuer, metadataUrl) {
  const jar = join(ROOT, "examples", "demo-mcp-server", "target", `demo-mcp-server-${project}.jar`);
  const env = {
    ...process.env,
    DEMO_SERVER_PORT: String(port),
    DEMO_SERVER_RESOURCE_URI: resource,
    DEMO_SERVER_ISSUER: issuer,
    DEMO_SERVER_METADATA_URL: metadataUrl,
  };
  return await during("Starting the demo MCP server (log: .demo/demo-server.log)", () =>
    processes.runUntilReady(
      "The demo MCP server",
      [process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java", "-jar", jar],
      { env, log: join(WORK, "demo-server.log") },
      () => answers(resource, 401),
      SERVER_START_SECONDS,
    ),
  );
}

async function answers(url, status) {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.status === status;
  } catch {
    return false;
  }
}

function invitation({ keycloakUrl, resource, server }) {
  return `
Everything is up. Ctrl-C ends it.

  MCP server      ${resource}
  its metadata    ${server.discovery.protected_resource_metadata}
  users           alice / alice, bob / bob
  admin console   ${keycloakUrl}/admin/master/console/#/${REALM}   ${ADMIN.username} / ${ADMIN.password}

Connect a client of yours and log in as alice:

  Claude Code     claude mcp add --transport http demo ${resource}
  Cursor          in .cursor/mcp.json: ${JSON.stringify({ mcpServers: { demo: { url: resource } } })}
  VS Code         in .vscode/mcp.json: ${JSON.stringify({ servers: { demo: { type: "http", url: resource } } })}

See the flow again, as bob, with the older SDK:

  node examples/demo-client/connect.mjs --server ${resource} --username bob --password bob --sdk v1

stock_price needs a second scope, and the client has to ask for it when it is told so. For a client that cannot, start
the demo with DEMO_SERVER_INITIAL_SCOPES="mcp:tools stocks:read".`;
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: "boolean", default: false },
        clean: { type: "boolean", default: false },
        sdk: { type: "string", default: "v2" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (!SDK_NAMES.includes(values.sdk)) {
      throw new DemoFailure(`--sdk must be ${SDK_NAMES.join(" or ")}, not "${values.sdk}".`);
    }
    return values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const chosen = options();

let ending = false;
async function end(code) {
  if (!ending) {
    ending = true;
    await processes.end();
    process.exit(code);
  }
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.on(signal, () => {
    console.log("\nEnding the demo …");
    void end(code);
  });
}

try {
  await end(await demo(chosen));
} catch (error) {
  if (!ending) {
    console.error(error instanceof DemoFailure ? error.message : error);
    await end(1);
  }
}
