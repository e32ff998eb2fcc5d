import { Idle } from "./idle.js";

/** Those who work in the admin panel are warned too before an idle sign-in ends. */
new Idle().start();
