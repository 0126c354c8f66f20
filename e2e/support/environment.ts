/** Where the server under test is, and the browser that looks at it, as the test runner says. */
export const serverUrl = process.env.TENANTRY_TEST_URL ?? "http://localhost:3000";
export const serverHome = process.env.TENANTRY_TEST_HOME ?? ".tenantry";
export const demoPassword = process.env.TENANTRY_DEMO_PASSWORD ?? "";
export const browserPath = process.env.CHROMIUM_PATH || undefined;
