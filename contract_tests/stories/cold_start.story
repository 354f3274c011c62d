endpoint demo workers_max=1 idle_timeout=5
----
0 worker-1 PREPARING

submit demo
----
0 job-1 IN_QUEUE
0 worker-1 STARTING

submit demo
----
0 job-2 IN_QUEUE

advance 31
----
28 worker-1 IDLE
28 worker-1 RUNNING
28 job-1 IN_PROGRESS
30 job-1 COMPLETED
30 worker-1 IDLE
30 worker-1 RUNNING
30 job-2 IN_PROGRESS

cancel job-2
----
31 job-2 CANCELLED
31 worker-1 IDLE

retry job-2
----
IllegalMove: cannot retry a job that is CANCELLED

advance 60
----
36 worker-1 STANDBY
