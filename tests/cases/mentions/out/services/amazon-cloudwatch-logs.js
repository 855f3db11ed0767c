notewrightPath({"name":"Amazon CloudWatch Logs","page":"services/amazon-cloudwatch-logs.html","sections":[["n/3.html","3 Traps"],["n/5.html","5 Actions"]]});
