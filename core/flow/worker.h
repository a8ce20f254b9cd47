/* The worker process: one Lua state, plain blocking reads, no loop. */
#ifndef GALLEY_FLOW_WORKER_H
#define GALLEY_FLOW_WORKER_H

/* The first argument that makes the executable a worker. */
#define WORKER_ARGUMENT "--galley-worker"

/* Serves the desk on WORKER_SOCKET until it hangs up; the value to return from main. */
int worker_main(void);

#endif
