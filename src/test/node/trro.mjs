// The vendor's two clients against the TRRO face, as ../java/…/TrroNodeIT starts it.
// usage: TRRO_PORT=… node --test trro.mjs
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { trro: chinese } = require("tencentcloud-sdk-nodejs");
const { common, trro: international } = require("tencentcloud-sdk-nodejs-intl-en");

const port = Number(process.env.TRRO_PORT);
const all = { secretId: "all", secretKey: "secret" };
const chineseProject = "项目 é+&=";
const noon = Date.parse("2026-03-10T12:00:00Z") / 1000;

const byInterval = "DescribeSessionStatisticsByInterval";
const summary = "DescribeSessionStatistics";

/** tencentcloud-sdk-nodejs; without a signMethod its default, TC3-HMAC-SHA256. */
function cn({ credential = all, signMethod, reqMethod, language, host = "127.0.0.1", region }) {
  const httpProfile = { protocol: "http://", endpoint: `${host}:${port}` };
  if (reqMethod) {
    httpProfile.reqMethod = reqMethod;
  }
  return new chinese.v20220325.Client({
    credential,
    region,
    profile: { signMethod, language, httpProfile },
  });
}

/** tencentcloud-sdk-nodejs-intl-en; without a signMethod its default, HmacSHA256. */
function intl({ credential = all, signMethod, reqMethod, language, host = "127.0.0.1", region }) {
  const httpProfile = new common.HttpProfile("http://", `${host}:${port}`, reqMethod);
  if (language) {
    httpProfile.headers = { "X-TC-Language": language }; // It has no setting for it.
  }
  const client = new international.v20220325.Client(
    { token: null, ...credential },
    region,
    new common.ClientProfile(signMethod, httpProfile),
  );
  return withPromises(client);
}

/** Its methods take a callback. */
function withPromises(client) {
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function" || !/^[A-Z]/.test(String(name))) {
        return value;
      }
      return (request) =>
        new Promise((resolve, reject) => {
          value.call(target, request, (error, answer) => (error ? reject(error) : resolve(answer)));
        });
    },
  });
}

const clients = { cn, intl };
const tc3 = "TC3-HMAC-SHA256";
const forms = [
  { signMethod: undefined, reqMethod: undefined },
  { signMethod: undefined, reqMethod: undefined, host: "localhost", region: "ap-guangzhou" },
  { signMethod: tc3, reqMethod: "POST" },
  { signMethod: tc3, reqMethod: "GET" },
  { signMethod: "HmacSHA256", reqMethod: "POST" },
  { signMethod: "HmacSHA256", reqMethod: "GET" },
  { signMethod: "HmacSHA1", reqMethod: "POST" },
  { signMethod: "HmacSHA1", reqMethod: "GET" },
];

function shown(form) {
  return `${form.signMethod ?? "its default"} by ${form.reqMethod ?? "its default"}`;
}

function assertRequestId(id) {
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
}

/** What the answer says, of which a client may make an object of its own. */
function plain(answer) {
  const { RequestId, ...rest } = JSON.parse(JSON.stringify(answer));
  assertRequestId(RequestId);
  return rest;
}

async function refused(promise) {
  let answer;
  try {
    answer = await promise;
  } catch (error) {
    assertRequestId(error.requestId);
    assert.match(error.traceId, /^[0-9a-f-]{36}$/, "the trace id that the client made");
    return error;
  }
  return assert.fail(`expected an error, got ${JSON.stringify(answer)}`);
}

const first = {
  StartTime: noon - 3600,
  EndTime: noon,
  SessionNum: 3,
  TotalDuration: 91,
  ActiveFieldDeviceNum: 1,
  ActiveRemoteDeviceNum: 2,
  NotBadSessionRatio: 50,
};
const second = {
  StartTime: noon,
  EndTime: noon + 3600,
  SessionNum: 2,
  TotalDuration: 1,
  ActiveFieldDeviceNum: 2,
  ActiveRemoteDeviceNum: 1,
  NotBadSessionRatio: 0,
};

for (const [name, client] of Object.entries(clients)) {
  for (const form of forms) {
    test(`${name}, ${shown(form)}: intervals`, async () => {
      const answer = await client(form)[byInterval]({ ProjectId: "p", StatisticInterval: "hour" });
      assert.deepEqual(plain(answer), { SessionStatistics: [first, second] });
    });

    test(`${name}, ${shown(form)}: a range given in numbers or in strings`, async () => {
      const range = { ProjectId: "p", StatisticInterval: "hour" };
      for (const [start, end] of [
        [noon, noon + 1],
        [String(noon), String(noon + 1)],
      ]) {
        const answer = await client(form)[byInterval]({ ...range, StartTime: start, EndTime: end });
        assert.deepEqual(plain(answer), { SessionStatistics: [second] });
      }
    });

    test(`${name}, ${shown(form)}: a summary`, async () => {
      assert.deepEqual(plain(await client(form)[summary]({ ProjectId: "p" })), {
        SessionNum: 5,
        TotalDuration: 92,
        ActiveFieldDeviceNum: 1,
        ActiveRemoteDeviceNum: 1,
        NotBadSessionRatio: 33,
      });
    });

    test(`${name}, ${shown(form)}: a device, counterparts included`, async () => {
      const request = { ProjectId: "p", DeviceId: "r1", StartTime: null };
      assert.deepEqual(plain(await client(form)[summary](request)), {
        SessionNum: 1,
        TotalDuration: 1,
        ActiveFieldDeviceNum: 1,
        ActiveRemoteDeviceNum: 2,
        NotBadSessionRatio: 100,
      });
    });

    test(`${name}, ${shown(form)}: a project id beyond ASCII`, async () => {
      const answer = await client(form)[byInterval]({
        ProjectId: chineseProject,
        StatisticInterval: "day",
        StartTime: noon + 86400,
      });
      assert.deepEqual(plain(answer), { SessionStatistics: [] });
      const counted = await client(form)[summary]({ ProjectId: chineseProject });
      assert.equal(counted.SessionNum, 1);
    });

    for (const [code, names, request, credential, action = summary] of [
      ["MissingParameter", "ProjectId", {}],
      ["MissingParameter", "StatisticInterval", { ProjectId: "p" }, all, byInterval],
      ["InvalidParameter", "StartTime", { ProjectId: "p", StartTime: "noon" }],
      ["InvalidParameter", "EndTime", { ProjectId: "p", EndTime: 1.5 }],
      ["InvalidParameterValue", "ProjectId", { ProjectId: "" }],
      ["InvalidParameterValue", "StartTime", { ProjectId: "p", StartTime: -1 }],
      ["InvalidParameterValue", "EndTime", { ProjectId: "p", StartTime: 2, EndTime: 1 }],
      [
        "InvalidParameterValue",
        "StatisticInterval",
        { ProjectId: "p", StatisticInterval: "week" },
        all,
        byInterval,
      ],
      ["UnknownParameter", "Device", { ProjectId: "p", Device: "d1" }],
      ["UnknownParameter", "StatisticInterval", { ProjectId: "p", StatisticInterval: "hour" }],
      ["InvalidAction", "Action", {}, all, "DescribeProjectList"],
      ["ResourceNotFound", "ProjectId", { ProjectId: "unknown" }],
      ["AuthFailure.SecretIdNotFound", "SecretId", {}, { ...all, secretId: "unknown" }],
      ["AuthFailure.InvalidSecretId", "SecretId", {}, { ...all, secretId: "x".repeat(129) }],
      ["AuthFailure.SignatureFailure", "signature", {}, { ...all, secretKey: "wrong" }],
      ["AuthFailure.TokenFailure", "Token", {}, { ...all, token: "token" }],
      [
        "AuthFailure.UnauthorizedOperation",
        "ProjectId",
        { ProjectId: "unknown" },
        { ...all, secretId: "of-p" },
      ],
      ["RequestLimitExceeded", "second", { ProjectId: "p" }, { ...all, secretId: "limited" }],
    ]) {
      test(`${name}, ${shown(form)}: ${code} naming ${names}`, async () => {
        const error = await refused(client({ ...form, credential })[action](request));
        assert.equal(error.code, code);
        assert.ok(error.message.includes(names), error.message);
      });
    }

    test(`${name}, ${shown(form)}: another version`, async () => {
      const other = client(form);
      other.apiVersion = "2017-03-12";
      const error = await refused(other[summary]({ ProjectId: "p" }));
      assert.equal(error.code, "NoSuchVersion");
      assert.ok(error.message.includes("2022-03-25"), error.message);
    });

    test(`${name}, ${shown(form)}: a clock that is wrong`, async () => {
      const right = Date.now;
      const RightDate = Date;
      const behind = (millis) => {
        globalThis.Date = class extends RightDate {
          constructor(...given) {
            super(...(given.length ? given : [right() - millis]));
          }
          static now() {
            return right() - millis;
          }
        };
      };
      try {
        behind(290_000);
        await client(form)[summary]({ ProjectId: "p" });
        behind(310_000);
        const error = await refused(client(form)[summary]({ ProjectId: "p" }));
        assert.equal(error.code, "AuthFailure.SignatureExpire");
        assert.ok(error.message.includes("Timestamp"), error.message);
      } finally {
        globalThis.Date = RightDate;
      }
    });
  }

  test(`${name}: a number for a string is told from one`, async () => {
    const error = await refused(client({ signMethod: tc3 })[summary]({ ProjectId: 7 }));
    assert.equal(error.code, "InvalidParameter");
    assert.match(error.message, /ProjectId/);
  });

  test(`${name}: a malformed Authorization`, async () => {
    const credential = { ...all, secretId: "a b" };
    const error = await refused(client({ signMethod: tc3, credential })[summary]({}));
    assert.equal(error.code, "AuthFailure.InvalidAuthorization");
    assert.match(error.message, /Authorization/);
  });

  test(`${name}: another method`, async () => {
    const error = await refused(client({ signMethod: tc3, reqMethod: "PUT" })[summary]({}));
    assert.equal(error.code, "UnsupportedProtocol");
    assert.match(error.message, /POST/);
  });

  for (const signMethod of [tc3, "HmacSHA256"]) {
    test(`${name}, ${signMethod}: another path`, async () => {
      const other = client({ signMethod: tc3 });
      other.path = "/cvm";
      const error = await refused(other[summary]({ ProjectId: "p" }));
      assert.equal(error.code, "NoSuchProduct");
      assert.match(error.message, /trro/);
    });

    test(`${name}, ${signMethod}: a body too large`, async () => {
      const request = { ProjectId: "x".repeat(70_000) };
      const error = await refused(client({ signMethod })[summary](request));
      assert.equal(error.code, "RequestSizeLimitExceeded");
      assert.match(error.message, /64 KiB/);
    });
  }

  test(`${name}: messages in Chinese`, async () => {
    const error = await refused(client({ signMethod: tc3, language: "zh-CN" })[summary]({}));
    assert.equal(error.code, "MissingParameter");
    assert.equal(error.message, "ProjectId：缺少该参数");
  });
}

test("cn, HmacSHA256: messages in Chinese", async () => {
  for (const reqMethod of ["POST", "GET"]) {
    const client = cn({ signMethod: "HmacSHA256", reqMethod, language: "zh-CN" });
    const error = await refused(client[summary]({}));
    assert.equal(error.code, "MissingParameter");
    assert.equal(error.message, "ProjectId：缺少该参数");
  }
});

test("cn: a request that is not signed", async () => {
  const error = await refused(cn({}).request(summary, { ProjectId: "p" }, { skipSign: true }));
  assert.equal(error.code, "AuthFailure.InvalidAuthorization");
});
