// The vendor's client against the Deadline face, as ../java/…/DeadlineNodeIT starts it.
// usage: DEADLINE_PORT=… node --test deadline.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import http from "node:http";
import {
  AccessDeniedException,
  DeadlineClient,
  GetSessionsStatisticsAggregationCommand,
  ResourceNotFoundException,
  StartSessionsStatisticsAggregationCommand,
  ValidationException,
  paginateGetSessionsStatisticsAggregation,
} from "@aws-sdk/client-deadline";

const port = Number(process.env.DEADLINE_PORT);
const farmId = "farm-0123456789abcdef0123456789abcdef";
const otherFarmId = "farm-fedcba9876543210fedcba9876543210";
const allKey = { accessKeyId: "AKIDALL", secretAccessKey: "secret-of-all" };
const oneKey = { accessKeyId: "AKIDONE", secretAccessKey: "secret-of-one" };

const request = {
  farmId,
  resourceIds: { queueIds: ["queue-00000000000000000000000000000001"] },
  startTime: new Date("2025-11-24T10:00:00Z"),
  endTime: new Date("2025-11-25T18:00:00Z"),
  groupBy: ["USER_ID"],
  statistics: ["SUM"],
};

function client(credentials, more = {}) {
  return new DeadlineClient({
    endpoint: `http://127.0.0.1:${port}`,
    disableHostPrefix: true,
    region: "us-west-2",
    maxAttempts: 1,
    credentials,
    ...more,
  });
}

const deadline = client(allKey);

async function completed(sender, input) {
  const { aggregationId } = await sender.send(new StartSessionsStatisticsAggregationCommand(input));
  assert.match(aggregationId, /^[0-9a-f]{32}$/);
  for (;;) {
    const answer = await sender.send(
      new GetSessionsStatisticsAggregationCommand({ farmId, aggregationId }),
    );
    if (answer.status !== "IN_PROGRESS") {
      return { aggregationId, answer };
    }
    await pause(20);
  }
}

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return error;
  }
  return assert.fail("expected an error");
}

test("the worked example is answered", async () => {
  const { answer } = await completed(deadline, {
    ...request,
    period: "HOURLY",
    timezone: "UTC-08:00",
  });
  assert.equal(answer.status, "COMPLETED");
  assert.equal(answer.nextToken, undefined);
  assert.deepEqual(
    answer.statistics.find((row) => row.userId === "f9c1f3f0-1031-70dc-4d25-30d7225b04a0"),
    {
      userId: "f9c1f3f0-1031-70dc-4d25-30d7225b04a0",
      count: 1,
      costInUsd: { sum: 0 },
      runtimeInSeconds: { sum: 53.773 },
      aggregationStartTime: new Date("2025-11-24T22:00:00Z"),
      aggregationEndTime: new Date("2025-11-24T23:00:00Z"),
    },
  );
});

test("pages of one follow each other", async () => {
  const { aggregationId, answer } = await completed(deadline, { ...request, period: "HOURLY" });
  const rows = [];
  for await (const page of paginateGetSessionsStatisticsAggregation(
    { client: deadline, pageSize: 1 },
    { farmId, aggregationId },
  )) {
    assert.equal(page.statistics.length, 1);
    rows.push(...page.statistics);
  }
  assert.equal(rows.length, 4);
  assert.deepEqual(rows, answer.statistics);
});

test("faults come together and typed", async () => {
  const error = await refused(
    deadline.send(
      new StartSessionsStatisticsAggregationCommand({ farmId, groupBy: ["QUEUE"], timezone: "x" }),
    ),
  );
  assert.ok(error instanceof ValidationException);
  assert.equal(error.$metadata.httpStatusCode, 400);
  assert.equal(error.reason, "FIELD_VALIDATION_FAILED");
  assert.deepEqual(
    error.fieldList.map((field) => field.name),
    ["resourceIds", "startTime", "endTime", "groupBy[0]", "statistics", "timezone"],
  );
});

test("what is not there is not found", async () => {
  const aggregationId = "0".repeat(32);
  const error = await refused(
    deadline.send(new GetSessionsStatisticsAggregationCommand({ farmId, aggregationId })),
  );
  assert.ok(error instanceof ResourceNotFoundException);
  assert.equal(error.$metadata.httpStatusCode, 404);
  assert.equal(error.resourceType, "aggregation");
  assert.equal(error.resourceId, aggregationId);
});

test("a key sees its own farms only", async () => {
  const error = await refused(
    client(oneKey).send(
      new StartSessionsStatisticsAggregationCommand({ ...request, farmId: otherFarmId }),
    ),
  );
  assert.ok(error instanceof AccessDeniedException);
  assert.equal(error.$metadata.httpStatusCode, 403);
});

test("wrong secrets, unknown keys and session tokens are refused", async () => {
  const start = new StartSessionsStatisticsAggregationCommand(request);
  const secret = await refused(client({ ...allKey, secretAccessKey: "wrong" }).send(start));
  assert.equal(secret.name, "InvalidSignatureException");
  const key = await refused(client({ ...allKey, accessKeyId: "AKIDNOBODY" }).send(start));
  assert.equal(key.name, "UnrecognizedClientException");
  const token = await refused(client({ ...allKey, sessionToken: "token" }).send(start));
  assert.equal(token.name, "UnrecognizedClientException");
});

test("a clock ten minutes off heals itself by the Date of the refusal", async () => {
  const late = client(allKey, { maxAttempts: 3, systemClockOffset: -600_000 });
  const { answer } = await completed(late, request);
  assert.equal(answer.status, "COMPLETED");
});

test("the host prefix may stay on", async () => {
  const hosts = new Set();
  const agent = new http.Agent({
    lookup: (hostname, options, callback) => {
      hosts.add(hostname);
      callback(null, options.all ? [{ address: "127.0.0.1", family: 4 }] : "127.0.0.1", 4);
    },
  });
  const prefixed = client(allKey, {
    endpoint: `http://localhost:${port}`,
    disableHostPrefix: false,
    requestHandler: { httpAgent: agent },
  });
  const { answer } = await completed(prefixed, request);
  assert.equal(answer.status, "COMPLETED");
  assert.deepEqual([...hosts], ["management.localhost"]);
  agent.destroy();
});
