notewrightPath({"name":"AWS Lambda","page":"services/aws-lambda.html","sections":[["n/6.html","6 Lambda Auto Scaling"],["n/2.html","2 Names"],["n/8.html","8 使用"]]});
