fault worker.throttled
----

endpoint demo workers_max=1
----
0 worker-1 THROTTLED

submit demo
----
0 job-1 IN_QUEUE

advance 30
----
10 worker-1 THROTTLED
20 worker-1 THROTTLED
30 worker-1 THROTTLED

unfault worker.throttled
----

advance 40
----
40 worker-1 STARTING
68 worker-1 IDLE
68 worker-1 RUNNING
68 job-1 IN_PROGRESS
70 job-1 COMPLETED
70 worker-1 IDLE
