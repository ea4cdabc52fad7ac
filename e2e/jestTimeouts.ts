// A test may start an n8n of its own, which takes 6 s on a good day, on a machine that other tests share.
jest.setTimeout(300_000);
