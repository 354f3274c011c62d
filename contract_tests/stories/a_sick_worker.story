fault worker.unhealthy count=2
----

endpoint demo workers_max=1
----
0 worker-1 PREPARING

submit demo
----
0 job-1 IN_QUEUE
0 worker-1 STARTING

harm worker-1 run_out_of_memory
----
0 worker-1 UNHEALTHY

advance 28
----

advance 62
----
60 worker-1 STARTING
68 worker-1 UNHEALTHY

harm worker-1 crash
----
IllegalMove: cannot crash while UNHEALTHY

advance 78
----
128 worker-1 STARTING
136 worker-1 UNHEALTHY

harm worker-1 lose_heartbeat
----
IllegalMove: cannot lose the heartbeat of a worker that is UNHEALTHY: it has no job

advance 42
----
196 worker-1 STARTING
204 worker-1 IDLE
204 worker-1 RUNNING
204 job-1 IN_PROGRESS
206 job-1 COMPLETED
206 worker-1 IDLE
